import type { ServerResponse } from "node:http";
import type { CallHandler, ExecutionContext, NestInterceptor } from "@nestjs/common";
import { MetadataScanner, type ModulesContainer } from "@nestjs/core";
import { catchError, type Observable, of, throwError } from "rxjs";
import { responderOf } from "../shared/index.ts";

/** Keys under which Nest stores what @Sse() and @UseInterceptors() declare. */
const sseKey = "__sse__";
const interceptorsKey = "__interceptors__";

/** Records an error of a stream that has started, and sends it as the last event. Nest only logs it. */
const interceptor: NestInterceptor = {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((thrown: unknown) => {
        const http = context.switchToHttp();
        const responder = responderOf(http.getRequest());
        const { raw, headersSent } = http.getResponse<{ raw?: ServerResponse; headersSent?: boolean }>();
        if (responder === undefined || !(raw?.headersSent ?? headersSent)) return throwError(() => thrown);
        const { body } = responder.boundary.respond(thrown, responder.context, "the response had started");
        return of({ type: "error", data: body });
      }),
    );
  },
};

/** Adds the interceptor to every handler with @Sse(), before its own ones. */
export function reportErrorsOfEvents(modules: ModulesContainer): void {
  const scanner = new MetadataScanner();
  for (const { controllers } of modules.values())
    for (const { metatype } of controllers.values()) {
      const prototype = (metatype as { readonly prototype?: object } | null)?.prototype;
      if (prototype === undefined) continue;
      for (const name of scanner.getAllMethodNames(prototype)) addInterceptor(Reflect.get(prototype, name));
    }
}

function addInterceptor(handler: object): void {
  if (Reflect.getMetadata(sseKey, handler) !== true) return;
  const interceptors = (Reflect.getMetadata(interceptorsKey, handler) ?? []) as readonly unknown[];
  if (interceptors.includes(interceptor)) return;
  Reflect.defineMetadata(interceptorsKey, [interceptor, ...interceptors], handler);
}
