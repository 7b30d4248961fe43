// Loaded before a program: prints the permissions that it holds when it first uses the network.
const KINDS = ["net", "read", "write", "env", "sys", "run", "ffi", "import"] as const;

function printPermissions(): void {
  const held = KINDS.filter((name) => Deno.permissions.querySync({ name }).state === "granted");
  console.error(`holds ${held.join(" ")}`);
}

const { listen, connect } = Deno;
Deno.listen =
  ((options: Deno.TcpListenOptions) => (printPermissions(), listen(options))) as typeof listen;
Deno.connect =
  ((options: Deno.ConnectOptions) => (printPermissions(), connect(options))) as typeof connect;
