/** Asks the developer to send a token. */
export const loginFirst = {
  action: "send_credential",
  actor: "developer",
  text: "Send `Authorization: Bearer <token>`.",
} as const;

/** Asks the developer to replace a token that is no longer valid. */
export const newToken = { action: "refresh_credential", actor: "developer", text: "Get a new token." } as const;

/** Asks the client to replace an order that cannot continue. */
export const newOrder = { action: "recreate", actor: "client", text: "Create a new order." } as const;
