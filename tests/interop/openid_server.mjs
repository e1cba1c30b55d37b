// An OpenID provider on a free port of this machine, whose users have the email address that they type as their name.
// Prints its address once it answers. node openid_server.mjs MODULES CLIENT_ID CLIENT_SECRET REDIRECT_URI
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [modules, client_id, client_secret, redirect_uri] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(`${modules}/oidc-provider/lib/index.js`));

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id, client_secret, redirect_uris: [redirect_uri] }],
    claims: { email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: true, name: "Mina" }),
    }),
  });
  server.on("request", provider.callback());
  process.stdout.write(`${issuer}\n`);
});
