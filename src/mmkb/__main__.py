"""`python -m mmkb` is `mmkb`."""

from mmkb.cli.app import main

if __name__ == "__main__":
    main()
