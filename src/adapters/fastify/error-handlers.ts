import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

type ErrorHandler = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => unknown;

/** Stands for a thrown value that is no Error, which Fastify would send like the result of a handler. Its cause is the value. */
class ThrownValue extends Error {}

/**
 * Sets the handler of errors that no handler of the app or of its plugins has responded to. `reply.send(error)` in those
 * reaches it for every thrown value: Fastify alone sends a thrown string or object with status 200.
 *
 * @param last handles the error of a hook that fails while the handler's response is sent. Fastify would send its message
 */
export function setErrorHandlers(app: FastifyInstance, handler: ErrorHandler, last: ErrorHandler): void {
  const setErrorHandler = app.setErrorHandler as (handler: unknown) => FastifyInstance;
  for (const each of [last, handler]) {
    setErrorHandler.call(app, (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      each(thrownValue(error), request, reply);
    });
    acceptNextHandler(app);
  }
  // Plugins inherit from the app.
  const replacement = function (this: FastifyInstance, own: ErrorHandler): FastifyInstance {
    return setErrorHandler.call(this, typeof own === "function" ? passingOn(own) : own);
  };
  Object.assign(app, { setErrorHandler: replacement });
}

/** Lets an app set another error handler without Fastify's warning. The new handler passes errors on to the earlier one. */
function acceptNextHandler(app: FastifyInstance): void {
  const isSet = Object.getOwnPropertySymbols(app).find(
    ({ description }) => description === "fastify.errorHandlerAlreadySet",
  );
  if (isSet !== undefined) Object.assign(app, { [isSet]: false });
}

function passingOn(handler: ErrorHandler): ErrorHandler {
  return function (this: unknown, error, request, reply) {
    const thrown = thrownValue(error);
    if (!(thrown instanceof Error)) {
      const { send } = reply;
      reply.send = (payload) => {
        reply.send = send;
        return reply.send(
          Object.is(payload, thrown)
            ? new ThrownValue("A value that is no Error was thrown.", { cause: thrown })
            : payload,
        );
      };
    }
    return handler.call(this, thrown, request, reply);
  };
}

function thrownValue(error: unknown): unknown {
  return error instanceof ThrownValue ? error.cause : error;
}
