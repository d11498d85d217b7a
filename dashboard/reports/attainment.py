"""Success, quality and СОУ of results (D.3): how they are computed and written, and what they cover.

All values are whole hundredths of a percent, rounded half up as the sheets of schools print them (14.2857… is 14.29).
СОУ (степень обученности учащихся, V. P. Simonov) is a convention of the 1970s: shown as a traditional figure, no more.
"""

from __future__ import annotations

from dataclasses import dataclass

# What a pupil with a mark is worth in the СОУ, in percent; the last is "not attested" (P14).
SOU_WEIGHTS = {"5": 100, "4": 64, "3": 36, "2": 16, "not_attested": 7}
# Results that are no marks: in no count (D.3: N = all − exempt − without any mark).
UNMARKED = ("pass", "fail", "exempt")
_HUNDREDTHS = 10_000


@dataclass(frozen=True, slots=True)
class Results:
    """How many pupils have which result in a period.

    Attributes
    ----------
    n5, n4, n3, n2
        Marks.
    not_attested
        Pupils in the period without a mark for it; they stay in the denominator.
    size
        Pupils of the class, for the coverage.
    """

    n5: int = 0
    n4: int = 0
    n3: int = 0
    n2: int = 0
    not_attested: int = 0
    size: int | None = None

    @property
    def attested(self) -> int:
        """N: pupils with a result in the period, not the size of the class (G-50)."""
        return self.n5 + self.n4 + self.n3 + self.n2 + self.not_attested

    @property
    def success(self) -> int | None:
        """% успеваемости: 5, 4 and 3 of N; None without results."""
        return rounded(self.n5 + self.n4 + self.n3, self.attested)

    @property
    def quality(self) -> int | None:
        """% качества: 5 and 4 of N; None without results."""
        return rounded(self.n5 + self.n4, self.attested)

    @property
    def sou(self) -> int | None:
        """% СОУ: the weights of `SOU_WEIGHTS` over N; None without results."""
        counts = {"5": self.n5, "4": self.n4, "3": self.n3, "2": self.n2, "not_attested": self.not_attested}
        weight = sum(SOU_WEIGHTS[result] * count for result, count in counts.items())
        return rounded(weight, 100 * self.attested)

    @property
    def coverage(self) -> int | None:
        """N of the size of the class; None where that is not known."""
        return rounded(self.attested, self.size or 0)


def rounded(part: int, whole: int) -> int | None:
    """Return a share in hundredths of a percent, rounded half up; None of nothing."""
    return (2 * _HUNDREDTHS * part + whole) // (2 * whole) if whole else None


def sql(column: str) -> str:
    """Return the same for a query: ``count``s named n5, n4, n3, n2, not_attested into hundredths of a percent.

    Parameters
    ----------
    column
        ``success``, ``quality`` or ``sou``.
    """
    whole = "(n5 + n4 + n3 + n2 + not_attested)"
    parts = {
        "success": ("(n5 + n4 + n3)", whole),
        "quality": ("(n5 + n4)", whole),
        "sou": ("(100*n5 + 64*n4 + 36*n3 + 16*n2 + 7*not_attested)", f"(100*{whole})"),
    }
    part, of = parts[column]
    return f"CASE WHEN {whole} > 0 THEN (2*{_HUNDREDTHS}*{part} + {of}) // (2*{of}) END"
