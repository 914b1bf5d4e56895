// Themes: trends drawn over the tables of their numbers, pictures of charts, and quotes to hear one by one.
import { drawTrends, offerPictures } from "./chart";
import { playQuotes } from "./quotes";

playQuotes(document);
drawTrends(document);
offerPictures(document);
// Quotes that are opened in place come later.
document.addEventListener("htmx:afterSettle", () => playQuotes(document));
