import { checkInput } from "errata/server";
import { NewOrder, secret, shop } from "./shop.ts";
import { hang, numbers, throwNamed } from "./throw-named.ts";

/** The app as a Fetch handler. */
export async function handle(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [, first = "", second = ""] = pathname.split("/");
  if (pathname === "/ok" || pathname === "/sub/ok") return Response.json({ ok: true });
  if (first === "echo") return Response.json(await request.json());
  if (first === "orders" && request.method === "POST")
    return Response.json(await checkInput(NewOrder, await request.json()), { status: 201 });
  if (first === "orders") throw shop.error.ORDER_NOT_FOUND({ orderId: second });
  if (first === "throw") return throwNamed(second);
  if (first === "hang") return hang();
  if (first === "unserialisable") return Response.json({ count: 1n });
  if (first === "upload") return Response.json({ files: [...(await request.formData()).values()].length });
  if (pathname === "/returned/conflict") return Response.json({ secret }, { status: 409 });
  if (pathname === "/returned/text") return new Response(secret, { status: 500 });
  if (first === "late") return stream(partialThenError(), "text/csv");
  if (first === "events" || first === "broken-events")
    return stream(numbers(first === "broken-events"), "text/event-stream");
  return new Response("Not found", { status: 404 });
}

/** Creates the response to a stream of texts. */
export function stream(texts: AsyncIterable<string>, type: string): Response {
  const iterator = texts[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(new TextEncoder().encode(value));
    },
  });
  return new Response(body, { headers: { "Content-Type": type } });
}

/** Sends a text, and fails before the next. */
export async function* partialThenError(): AsyncGenerator<string> {
  yield "partial";
  // The text must be on its way before the stream fails.
  await new Promise((resolve) => setTimeout(resolve, 20));
  throw new Error(secret);
}
