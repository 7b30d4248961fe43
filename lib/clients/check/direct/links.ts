const PAGE = "docs/protocols/direct.md";

/** The sections of the documentation that the cases of the direct dialect link to. */
export const LINKS = {
  lines: `${PAGE}#the-direct-dialect-newline-delimited-text`,
  clientSends: `${PAGE}#what-a-client-sends`,
  serverSends: `${PAGE}#what-the-server-sends`,
};
