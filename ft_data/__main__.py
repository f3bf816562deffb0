"""``python -m ft_data`` is ``ft-data``."""

from ft_data.cli import main

if __name__ == "__main__":
    main()
