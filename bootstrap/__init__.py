"""How ``main`` puts the application together: settings to clients, logging, the demo."""
