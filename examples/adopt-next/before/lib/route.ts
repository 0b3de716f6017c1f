type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
type Params = Record<string, string>;
type Handler = (request: Request, context: { readonly params: Promise<Params> }) => Response | Promise<Response>;
type Handlers = { readonly [M in Method]?: Handler };

/** Prepares the handlers of a `route.ts`. */
export function route(handlers: Handlers): Handlers {
  const prepared: Record<string, Handler> = {};
  for (const [method, handler] of Object.entries(handlers)) prepared[method] = withMaintenance(withLog(handler));
  return prepared;
}

/** Logs every request. */
function withLog(handler: Handler): Handler {
  return async (request, context) => {
    const response = await handler(request, context);
    if (process.env.LOG !== undefined) console.log(request.method, request.url, response.status);
    return response;
  };
}

/** Sends a maintenance page instead of an error of the stock system. */
function withMaintenance(handler: Handler): Handler {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      if (error instanceof Error && error.message === "stock system is in maintenance")
        return Response.json({ maintenance: true });
      throw error;
    }
  };
}
