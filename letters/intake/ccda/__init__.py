"""C-CDA documents become rows: who the patient is and the dated facts of the chart."""

from letters.intake.ccda.charts import Charts, open_charts

__all__ = ["Charts", "open_charts"]
