/** Why a room cannot be entered, or a message not be sent, in words for the user. */
export class RoomError extends Error {
  override name = "RoomError";
}
