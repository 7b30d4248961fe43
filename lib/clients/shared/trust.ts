/** Which servers are trusted over TLS: those for which the authorities that everybody trusts vouch, or… */
export interface Trust {
  /** …those for which these vouch, as PEM. */
  readonly ca: string | undefined;
  /** …the one with this SHA-256 fingerprint, whatever it says of itself: 64 lower-case digits. */
  readonly fingerprint: string | undefined;
}
