"""From a drop of records to a published week."""
