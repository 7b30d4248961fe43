/** The servers that a client trusts over TLS: by default those that a well-known authority certifies. */
export interface Trust {
  /** Trust the servers that these authorities certify instead, in PEM format. */
  readonly ca: string | undefined;
  /** Trust only the certificate with this SHA-256 fingerprint: 64 lower-case hexadecimal digits. */
  readonly fingerprint: string | undefined;
}
