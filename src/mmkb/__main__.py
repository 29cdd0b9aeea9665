"""`python -m mmkb` is `mmkb`."""

from mmkb.cli.main import main

if __name__ == "__main__":
    main()
