const PAGE = "docs/protocols/channel.md";

/** The sections of the documentation that the cases of the channel dialect link to. */
export const LINKS = {
  frames: `${PAGE}#frames`,
  clientSends: `${PAGE}#what-a-client-sends`,
  serverSends: `${PAGE}#what-the-server-sends`,
  extensions: `${PAGE}#extensions`,
};
