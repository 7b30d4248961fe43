/**
 * The texts that users read about the other servers.
 *
 * @module
 */

export const OUT_OF_REACH =
  "The other servers are out of reach: you can chat with the users of this server only";
export const BACK = "The other servers are within reach again";
export const OVERFLOW =
  "The other servers are out of reach for so long that they will not get what is said now";
export const NAME_LOST =
  "Somebody on another server has your name now: connect again with another one";

/** The parting words of users whose server is gone. */
export const FAREWELLS = { stopped: "Server stopped", dead: "Server lost" } as const;
