"""What is somebody's though an organisation is spoken of in the same sentence; and what is the organisation's own. All made up."""

import pytest

from ft_data.cleaning import Cleaner
from ft_data.cleaning.privacy.regions import regions_of
from ft_data.recipe.schema import Clean


def cleaned(language, text):
    return Cleaner(Clean(pii_regions=regions_of(["US", "GB"], [language])), "chat", b"k" * 32).clean(text)[0]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "At the library, call me on {} when you are done.", "01452 713884"),
        ("en", "The police want to speak to Tom Hart, phone {}, about it.", "01452 713884"),
        ("en", "My yard sale is at {}, open Monday to Friday.", "14 Larkspur Lane"),
        ("en", "I left the company in May. Send the papers to {}.", "14 Larkspur Lane"),
        ("en", "Saturday 7 pm: birthday party at Anna's, {}.", "14 Larkspur Lane"),
        ("en", "Dana McMaster ({}) will take over.", "mcmaster@nebulae.com"),
        ("en", "Joe Root is away, write to {} later.", "joe_root@nebulae.com"),
        ("en", "Dr Rolf Bauer, {}, is the author.", "rb13w@nebula.gov"),
        ("en", "Write to me privately: {}", "annapoe@annapoe.com"),
        ("de", "Ich habe gestern eine E-Mail an {} geschickt.", "petra@weidlich-hof.de"),
        ("de", "Die Apotheke hat Herrn Weidlich unter {} angerufen.", "0221 4708815"),
        ("fr", "Appelez-nous au {}, je travaille seule.", "06 42 81 37 95"),
        ("zh", "她住在{}里面，晚上才回家。", "中山路88号"),
        ("zh", "经理的邮箱是{}。", "liuyang19920817@126.com"),
        ("ja", "病院から田中さん（電話{}）に連絡しました。", "03-4783-9251"),
    ],
)
def test_a_person_outweighs_the_organisation_beside_him(language, text, value):
    assert value not in cleaned(language, text.format(value))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Emergency Operations Center can be reached at (415) 863-2947."),
        ("en", "The museum is located at 14 Larkspur Lane."),
        ("en", "I wrote to support@nebulae.com about my order."),
        ("ko", "고객센터 1588-4783 로 문의하세요."),
        ("ja", "美術館は新宿区西新宿2丁目8番地にある。"),
    ],
)
def test_an_organisations_own_stays(language, text):
    assert cleaned(language, text) == text
