"""Layout, components, guards, charts and maps shared by every face."""
