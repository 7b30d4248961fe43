/** Why one cannot announce, or look around, in words for the user. */
export class DiscoveryError extends Error {
  override name = "DiscoveryError";
}
