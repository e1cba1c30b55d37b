"use strict";
// Whoever is signed in tries the API as themselves; changes carry the token of their session.
fetch("/api/v1/session")
  .then((answer) => (answer.ok ? answer.json() : {}))
  .then(({ csrf_token: token }) =>
    SwaggerUIBundle({
      url: "/api/v1/openapi.json",
      dom_id: "#reference",
      deepLinking: true,
      displayOperationId: true,
      defaultModelsExpandDepth: 0,
      filter: true,
      validatorUrl: null,
      requestInterceptor: (request) => {
        if (token && !["GET", "HEAD"].includes((request.method || "GET").toUpperCase())) {
          request.headers["X-CSRF-Token"] = token;
        }
        return request;
      },
    }),
  );
