/** Allows the web shop to call the service. */
const headers = [{ key: "Access-Control-Allow-Origin", value: "https://shop.example" }];

export default { headers: async () => [{ source: "/:path*", headers }] };
