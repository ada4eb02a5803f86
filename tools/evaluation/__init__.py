"""The evaluation workbench: data sets, runner, measurements, figures and reports."""
