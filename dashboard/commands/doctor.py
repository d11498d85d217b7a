"""``belsendi doctor``: whether the installation is fit to be used."""

from __future__ import annotations

import click

from dashboard.commands.outcome import print_json, print_table
from dashboard.commands.speaking import INFO, WARNING, json_option, quiet_option, say
from dashboard.doctor import FAULT, FINE, Finding, examine
from dashboard.doctor import WARNING as DOUBT

UNFIT = 1  # exit code: something has to be mended


@click.command(
    epilog="""\b
Exit codes:
  0  fit to be used; there may be warnings
  1  something has to be mended; with --strict also where there are warnings
"""
)
@click.option("--strict", is_flag=True, help="Warnings count as faults.")
@json_option
@quiet_option
def doctor(strict: bool, as_json: bool) -> None:
    """Check settings, database, clock, files, disk, key and packages, and say what to mend.

    Nothing is changed, except that a key for sessions is made where there is none yet.
    """
    found = examine()
    bad = {FAULT, DOUBT} if strict else {FAULT}
    faults = [one for one in found if one.state in bad]
    if as_json:
        print_json({"status": "unfit" if faults else "fit", "findings": [one.as_dict() for one in found]})
    else:
        _show(found)
    say(_summary(found), WARNING if faults else INFO, event="examined", faults=len(faults))
    click.get_current_context().exit(UNFIT if faults else 0)


def _show(found: list[Finding]) -> None:
    """Show what was found; what has to be done stands below it."""
    rows: list[tuple[str, str, str]] = []
    for one in found:
        rows.append((one.state.upper() if one.state != FINE else FINE, one.check, one.text))
        if one.remedy:
            rows.append(("", "", f"→ {one.remedy}"))
    print_table(("", "check", "found"), rows)


def _summary(found: list[Finding]) -> str:
    """Return the outcome in one line."""
    faults = sum(one.state == FAULT for one in found)
    doubts = sum(one.state == DOUBT for one in found)
    return f"{len(found)} findings: {faults} to mend, {doubts} warnings."
