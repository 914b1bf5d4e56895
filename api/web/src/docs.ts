// The API's operations to read and to try: Swagger UI over this service's own document.
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

const place = document.querySelector<HTMLElement>("#docs");
if (place) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = (): void => void document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();
  SwaggerUI({
    domNode: place,
    url: place.dataset.document,
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    tryItOutEnabled: true,
    // Nothing is asked of another host: no badge of a validator elsewhere.
    validatorUrl: null,
  });
}
