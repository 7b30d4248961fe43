/** The users who may register names. */
export const REGISTRATIONS = ["open", "operators", "off"] as const;

export type Registration = (typeof REGISTRATIONS)[number];
