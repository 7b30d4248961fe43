import { ExpectedError } from "../errors/expected_error.ts";

/** A failure to join a room or to send to it. */
export class RoomError extends ExpectedError {
  override name = "RoomError";
}
