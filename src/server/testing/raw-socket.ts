import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A response as it was received. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Starts a server on a free port of the loopback interface, and returns the port. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Opens a connection that collects everything it receives. */
export async function openSocket(
  port: number,
): Promise<{ socket: Socket; received: () => string; closed: Promise<unknown> }> {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk) => {
    text += chunk;
  });
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  await once(socket, "connect");
  return { socket, received: () => text, closed };
}

/** Sends bytes, and returns everything that was received until the server closed the connection. */
export async function sendRaw(port: number, bytes: string | Uint8Array): Promise<string> {
  const { socket, received, closed } = await openSocket(port);
  socket.write(bytes);
  await closed;
  return received();
}

/** Splits received text into responses by their Content-Length. */
export function parseResponses(text: string): readonly RawResponse[] {
  const responses: RawResponse[] = [];
  let rest = text;
  while (rest !== "") {
    const end = rest.indexOf("\r\n\r\n");
    if (end === -1) throw new Error(`no end of the headers in ${JSON.stringify(rest.slice(0, 200))}`);
    const [line = "", ...fields] = rest.slice(0, end).split("\r\n");
    const headers = Object.fromEntries(
      fields.map((field) => [field.slice(0, field.indexOf(":")).toLowerCase(), field.slice(field.indexOf(":") + 2)]),
    );
    const length = Number(headers["content-length"] ?? 0);
    const body = rest.slice(end + 4, end + 4 + length);
    responses.push({ status: Number(line.split(" ")[1]), headers, body });
    rest = rest.slice(end + 4 + length);
  }
  return responses;
}

/** Sends bytes, and returns the only response. */
export async function sendOne(port: number, bytes: string | Uint8Array): Promise<RawResponse> {
  const [only, ...others] = parseResponses(await sendRaw(port, bytes));
  if (only === undefined || others.length > 0)
    throw new Error(`expected one response, got ${others.length + (only ? 1 : 0)}`);
  return only;
}
