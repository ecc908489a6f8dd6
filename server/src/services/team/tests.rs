//! What the services do about members and roles.
