/** Starts Nest apps behind a boundary, on both platforms. */
export { apps, closeApps, OrdersController, platforms, shop, start } from "./nest-app.ts";
