import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

type ErrorHandler = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => unknown;

/** Stands for a thrown value that is no Error, which Fastify would send like the result of a handler. */
class ThrownValue extends Error {
  readonly value: unknown;

  constructor(value: unknown) {
    super("A value that is no Error was thrown.");
    this.value = value;
  }
}

/**
 * Lets an app and its plugins set error handlers in front of that of the boundary. `reply.send(error)` in them reaches the
 * next handler for every thrown value: Fastify alone sends a thrown string or object with status 200.
 */
export function acceptErrorHandlers(app: FastifyInstance): void {
  acceptNextHandler(app);
  const { setErrorHandler } = app;
  // Plugins inherit from the app.
  const replacement = function (this: FastifyInstance, handler: ErrorHandler): FastifyInstance {
    const accepted = typeof handler === "function" ? passingOn(handler) : handler;
    return setErrorHandler.call(this, accepted as Parameters<typeof setErrorHandler>[0]);
  };
  Object.assign(app, { setErrorHandler: replacement });
}

/** Lets an app set another error handler without Fastify's warning. The new handler passes errors on to the earlier one. */
export function acceptNextHandler(app: FastifyInstance): void {
  const isSet = Object.getOwnPropertySymbols(app).find(
    ({ description }) => description === "fastify.errorHandlerAlreadySet",
  );
  if (isSet !== undefined) Object.assign(app, { [isSet]: false });
}

/** Returns the value that was thrown. */
export function thrownValue(error: unknown): unknown {
  return error instanceof ThrownValue ? error.value : error;
}

function passingOn(handler: ErrorHandler): ErrorHandler {
  return function (this: unknown, error, request, reply) {
    const thrown = thrownValue(error);
    if (thrown instanceof Error) return handler.call(this, thrown, request, reply);
    const { send } = reply;
    Object.assign(reply, {
      send: (payload: unknown) => {
        Object.assign(reply, { send });
        return send.call(reply, payload === thrown ? new ThrownValue(thrown) : payload);
      },
    });
    return handler.call(this, thrown, request, reply);
  };
}
