/** Starts Nest apps behind a boundary, on both platforms. */
export { apps, closeApps, OrdersController, platforms, type Setup, shop, start } from "./nest-app.ts";
