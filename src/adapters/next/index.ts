/** Connects a boundary and the guards to the route handlers and the proxy of a Next app. */
export { apiKeyAuth, customAuth, idempotent, rateLimiter, requireScopes } from "./guards.ts";
export { nextProxy, type ProxyHandler } from "./next-proxy.ts";
export {
  type GuardedCall,
  type MethodHandlers,
  type NextCall,
  type NextRoute,
  type NextRouteContext,
  nextRoute,
  type RouteGuard,
  type RouteHandler,
} from "./next-route.ts";
