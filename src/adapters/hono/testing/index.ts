/** The shop of the server's tests as a Hono app. */
export { type ShopApp, shopApp } from "./shop-app.ts";
