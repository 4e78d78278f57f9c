"""Plots as SVG, by matplotlib."""

from pathlib import Path

from benchmarks.measures.model import Plot


def draw(plot: Plot, folder: Path) -> Path:
    """Draws a plot into a folder; the same plot gives the same bytes. Returns the file."""
    import matplotlib as mpl  # Why here: a second to load, which the measures should not wait for

    mpl.use("svg")
    from matplotlib import pyplot

    mpl.rcParams["svg.hashsalt"] = plot.name
    mpl.rcParams["svg.fonttype"] = "none"
    figure, axes = pyplot.subplots(figsize=(6.4, 3.6))
    for series in plot.series:
        xs, ys = [x for x, _ in series.points], [y for _, y in series.points]
        axes.plot(xs, ys, "o" if series.fitted else "-", label=series.name, linewidth=1.2)
        if series.fitted:
            axes.plot(*zip(*series.fitted, strict=True), "-", linewidth=1, label="fitted")
    axes.set(xlabel=plot.x, ylabel=plot.y, title=plot.title)
    axes.set_ylim(bottom=0)
    axes.grid(linewidth=0.3)
    if len(axes.get_legend_handles_labels()[1]) > 1:
        axes.legend()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{plot.name}.svg"
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    return path
