"""What must be true of generated rows (see `expectations`)."""

from __future__ import annotations

from ft_data.evaluation.expectation import Expectation, balance, no_personal_data
from ft_data.recipe.schema import Recipe


def synthesized(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `synthesized`."""
    rejected = " UNION SELECT record_id FROM synthesized_requests WHERE verdict = 'drop'"
    names = "source, sum(requests), sum(accepted), sum(rejected), sum(pending)"
    return (
        balance(asset, before, more=rejected),
        Expectation(
            "every_request_has_an_end",
            "Requests = accepted + rejected, by reason + pending, for each generator; accepted ones are the rows, and no more than wanted.",
            f"""
            SELECT count(*) FROM (SELECT {names} FROM synthesized_accounts GROUP BY source) a(source, requests, accepted, rejected, pending)
            FULL JOIN (SELECT source, count(*) AS n, count(*) FILTER (verdict = 'new') AS new, count(*) FILTER (verdict = 'drop') AS gone,
                       count(*) FILTER (verdict = 'pending') AS open FROM synthesized_requests GROUP BY source) r USING (source)
            FULL JOIN (SELECT source, count(*) AS rows FROM synthesized_made GROUP BY source) m USING (source)
            WHERE coalesce(requests, 0) <> coalesce(n, 0) OR coalesce(requests, 0) <> coalesce(accepted + rejected + pending, 0)
               OR coalesce(accepted, 0) <> coalesce(new, 0) OR coalesce(accepted, 0) <> coalesce(rows, 0)
               OR coalesce(rejected, 0) <> coalesce(gone, 0) OR coalesce(pending, 0) <> coalesce(open, 0)
            """,
            examples="SELECT * FROM synthesized_accounts",
        ),
        Expectation(
            "rows_say_where_they_are_from",
            "Every generated row has parents that are there, a model, the hash of its prompt, parameters and a price.",
            """
            SELECT count(*) FROM synthesized_made m LEFT JOIN synthesized_requests r USING (record_id)
            WHERE len(m.parents) = 0 OR m.origin <> 'synthetic' OR r.model IS NULL OR r.prompt_hash IS NULL OR r.parameters IS NULL
               OR r.price IS NULL OR EXISTS (SELECT 1 FROM unnest(m.parents) p(parent)
                                             WHERE p.parent NOT IN (SELECT record_id FROM cleaned WHERE origin IS NOT NULL))
            """,
            examples="SELECT record_id FROM synthesized_made WHERE len(parents) = 0",
        ),
        no_personal_data(recipe.clean.pii),
        Expectation(
            "as_many_as_wanted",
            "Every generator has made the rows that the recipe asks for; else it is said why.",
            "SELECT count(*) FROM synthesized_accounts WHERE exhausted <> ''",
            blocking=False,
            examples="SELECT source, wanted, accepted, exhausted FROM synthesized_accounts WHERE exhausted <> ''",
        ),
    )


def certificate(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `certificate`."""
    most = recipe.gates.max_told_apart
    return (
        Expectation(
            "generators_have_not_collapsed",
            "No generator makes one template, one name, or the same rows again.",
            "SELECT count(*) FROM certificate_findings",
            examples="SELECT source, finding, evidence FROM certificate_findings ORDER BY ALL",
            told="SELECT source || ': ' || evidence FROM certificate_findings ORDER BY ALL",
        ),
        Expectation(
            "generated_rows_pass_for_written_ones",
            "How surely a model tells generated answers from people's of the same length: the area under the curve, .5 by chance.",
            "SELECT coalesce(max(matched_area), 0.5) FROM certificate",
            0,
            most,
            blocking=most is not None,
            examples="SELECT source, verdict, matched_area, matched_low, matched_high FROM certificate ORDER BY source",
        ),
    )
