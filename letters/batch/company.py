"""The workers of a cluster that take part in a run: those whose copy of the program is this one."""

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from letters.batch import remote
from letters.batch.copies import here

if TYPE_CHECKING:
    from distributed import Client, Future

_HANGS = "it took too long over a case"
_ANSWER = 20
"""Seconds that the answer of a worker may take to be fetched."""


class Company:
    """Who takes part. Workers come and go; each that comes is asked for its copy first.

    `name` is that of the `terms` of the run, which each keeps that joins.
    """

    def __init__(
        self, client: "Client", name: str, terms: str, tell: Callable[[str], None]
    ) -> None:
        self._client = client
        self._name, self._terms = name, terms
        self._tell = tell
        self._joining: dict[str, Future[Any]] = {}
        self._asked = 0
        self.joined: dict[str, int] = {}
        """The address of each with the number of its threads."""
        self.unfit: dict[str, tuple[str, ...]] = {}
        """The address of each that is not used, with what differs there."""

    @property
    def is_settled(self) -> bool:
        """Whether nobody is asked any more who may yet join."""
        return not self._joining

    @property
    def joining(self) -> tuple[str, ...]:
        """The addresses of those that were asked and have not answered."""
        return tuple(self._joining)

    def look(self) -> bool:
        """Sees who came and who went; tells whether the scheduler answers."""
        present = self._present()
        if present is None:
            return False
        self.unfit = {who: why for who, why in self.unfit.items() if who in present}
        self.joined = {who: number for who, number in self.joined.items() if who in present}
        self._joining = {who: asked for who, asked in self._joining.items() if who in present}
        for who in present.keys() - self.joined.keys() - self._joining.keys() - self.unfit.keys():
            try:
                self._joining[who] = self._ask(who)
            except Exception:  # the connection broke just now
                return False
        for who in [who for who, asked in self._joining.items() if asked.done()]:
            self._answered(who, self._joining.pop(who), present[who])
        return True

    def end(self, who: str) -> None:
        """Has a worker end that hangs; it comes back anew where somebody looks after it.

        Why not by its nanny: one that does not have its worker back in time leaves it ended.
        """
        self.joined.pop(who, None)
        self.unfit[who] = (_HANGS,)
        # Why a thread: one that lets nothing else run does not even answer to this.
        threading.Thread(target=self._end, args=(who,), daemon=True).start()

    def _end(self, who: str) -> None:
        with contextlib.suppress(Exception):  # it is gone, as it should be
            self._client.run(remote.end, workers=[who], on_error="ignore")

    def forget(self, who: str) -> None:
        """Has a worker asked again: it began anew under its old address."""
        self.joined.pop(who, None)

    def _present(self) -> dict[str, int] | None:
        if self._client.status != "running":
            return None
        try:
            return {str(who): int(threads) for who, threads in self._client.nthreads().items()}
        except Exception:  # the connection broke just now
            return None

    def _ask(self, who: str) -> "Future[Any]":
        self._asked += 1
        return self._client.submit(
            remote.join,
            here().model_dump_json(),
            self._name,
            self._terms,
            key=f"letters-join-{self._name[:8]}-{self._asked}",
            workers=[who],
            allow_other_workers=False,
            pure=False,
        )

    def _answered(self, who: str, asked: "Future[Any]", threads: int) -> None:
        differing = _differing(asked)
        if not differing:
            self.joined[who] = threads
            return
        self.unfit[who] = differing
        told = ", ".join(differing)
        self._tell(f"worker {who} is not used, as its letters might not be these: {told}")


def _differing(asked: "Future[Any]") -> tuple[str, ...]:
    try:
        return tuple(f"{name} differs" for name in asked.result(timeout=_ANSWER)[0])
    except ImportError:
        return ("`letters` with this verb is not installed there",)
    except Exception as error:
        return (f"it could not be asked ({type(error).__name__})",)
