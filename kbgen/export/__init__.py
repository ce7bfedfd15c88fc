"""The index as files: the JSON API, its schemas, Markdown for agents, an inventory for other documentation."""
