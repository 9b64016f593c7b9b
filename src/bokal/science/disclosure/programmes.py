"""One linear programme over shifts that keep every sum."""

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

type Numbers = npt.NDArray[np.float64]
type Outcome = Literal["solved", "endless", "impossible", "failed"]

OUTCOMES: dict[int, Outcome] = {0: "solved", 2: "impossible", 3: "endless"}


def solved(
    costs: Numbers, known: "csr_array", bounds: npt.NDArray[np.generic], *, whole: bool = False
) -> tuple[Numbers | None, Outcome]:
    """Return the shift of least cost that keeps every sum, and how the search ended.

    Parameters
    ----------
    costs : ndarray of float, shape (n,)
        Of moving each cell up by one.
    known : sparse array, shape (sums, n)
        One row per sum.
    bounds : ndarray, shape (n, 2)
        How far each cell may go down and up.
    whole : bool
        Whether every cell must move by a whole number.

    Returns
    -------
    tuple of ndarray of float, shape (n,), or None, and outcome
        Nothing but ``solved`` has a shift; ``endless`` means that costs fall for ever.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> shift, outcome = solved(np.array([1.0, 0, 0]), csr_array([[1.0, 1, -1]]), np.array([[-3, 9]] * 3))
    >>> shift.tolist()[0], outcome
    (-3.0, 'solved')
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    rests = np.zeros(known.shape[0])
    answer = milp(
        costs,
        constraints=LinearConstraint(known, rests, rests),
        bounds=Bounds(bounds[:, 0].astype(np.float64), bounds[:, 1].astype(np.float64)),
        integrality=np.full(costs.size, int(whole)),
    )
    outcome = OUTCOMES.get(int(answer.status), "failed")
    return (answer.x if outcome == "solved" else None), outcome
