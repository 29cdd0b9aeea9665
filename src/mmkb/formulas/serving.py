"""What tokens cost: by a price list, or on hardware that is paid by the hour. Plain arithmetic, no paper's."""

from __future__ import annotations

MILLION = 10**6


def blended(price_in: float, price_out: float, share_out: float) -> float:
    """Return the price of a million tokens of which the share `share_out` is output."""
    return price_in * (1 - share_out) + price_out * share_out


def hourly(price: float, tokens_a_second: float) -> float:
    """Return the price of a million tokens on hardware at `price` an hour that handles so many tokens a second."""
    return price / (tokens_a_second * 3600) * MILLION
