declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  /** The options in use, of https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/ */
  export interface Options {
    domNode: HTMLElement;
    url: string | undefined;
    deepLinking: boolean;
    docExpansion: "none" | "list" | "full";
    defaultModelsExpandDepth: number;
    displayRequestDuration: boolean;
    filter: boolean;
    tryItOutEnabled: boolean;
    validatorUrl: string | null;
  }
  export default function SwaggerUI(options: Options): void;
}
