"""From the tidy frame of trials to estimates, figures and the report; never sees a judge."""
