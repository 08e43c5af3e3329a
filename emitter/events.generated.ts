// Written by `npx kairos types` from schemas/. Do not edit: a test fails where it is out of date.
// biome-ignore-all format: written by a program
// biome-ignore-all lint: written by a program

/** A plausible address, as the profile takes it; '' names none. Whether mail arrives is for the mail provider to say. */
export type EMailAddress = string | null;

/** What a producer calls a product, an order or a cart. A whole number is read as its decimal digits; beyond 2^53 it is sent as text, since JSON rounds it. */
export type Identifier = (string | number);

/** The amounts and lines that all order events share. There is no limit to the lines but the record itself. */
export type Order = { readonly "order_id"?: Identifier; readonly "checkout_id"?: (Identifier | null); readonly "affiliation"?: string | null; readonly "subtotal"?: number | null; readonly "total"?: number | null; readonly "revenue"?: number | null; readonly "shipping"?: number | null; readonly "tax"?: number | null; readonly "discount"?: number | null; readonly "coupon"?: string | null; readonly "currency"?: string | null; readonly "products"?: readonly Product[] | null; };

/** A product on its own or as a line of a cart or order. A product without product_id is known by its sku. */
export type Product = { readonly "product_id"?: Identifier; readonly "sku"?: (Identifier | null); readonly "name"?: string | null; readonly "category"?: string | null; readonly "brand"?: string | null; readonly "variant"?: string | number | null; readonly "price"?: number | null; readonly "quantity"?: number | null; readonly "coupon"?: string | null; readonly "position"?: number | null; readonly "url"?: string | null; readonly "image_url"?: string | null; } & ({ readonly "product_id": unknown; } | { readonly "sku": unknown; });

/** Somebody shared the cart with others. */
export type CartShared = { readonly "cart_id"?: (Identifier | null); readonly "products"?: readonly { readonly [property: string]: unknown; }[] | null; };

/** Somebody looked at the cart. */
export type CartViewed = { readonly "cart_id"?: (Identifier | null); readonly "products"?: readonly Product[] | null; };

/** Somebody began to check out. An order number may not exist yet. */
export type CheckoutStarted = Order;

/** The recipient's server sent a mail back. */
export type EmailBounced = { readonly "email_id"?: string | null; readonly "campaign_id"?: string | null; readonly "campaign_name"?: string | null; readonly "step"?: string | null; readonly "bounce_type"?: string | null; };

/** The recipient's server took a mail. */
export type EmailDelivered = { readonly "email_id"?: string | null; readonly "campaign_id"?: string | null; readonly "campaign_name"?: string | null; readonly "step"?: string | null; };

/** A link of a mail was followed: by its person, or (`machine`) by a scanner. */
export type EmailLinkClicked = { readonly "email_id"?: string | null; readonly "campaign_id"?: string | null; readonly "campaign_name"?: string | null; readonly "step"?: string | null; readonly "link_id"?: string | null; readonly "link_url"?: string | null; readonly "machine"?: boolean | null; };

/** The recipient complained of a mail. */
export type EmailMarkedAsSpam = { readonly "email_id"?: string | null; readonly "campaign_id"?: string | null; readonly "campaign_name"?: string | null; readonly "step"?: string | null; };

/** A mail's pictures were fetched: by its person, or (`machine`) by a scanner or a proxy. */
export type EmailOpened = { readonly "email_id"?: string | null; readonly "campaign_id"?: string | null; readonly "campaign_name"?: string | null; readonly "step"?: string | null; readonly "machine"?: boolean | null; };

/** An order was called off. Amounts are positive: what the order was worth. */
export type OrderCancelled = { readonly "order_id": unknown; } & Order;

/** An order was placed. A total of 0 is an order too (a voucher paid it). */
export type OrderCompleted = { readonly "order_id": unknown; } & Order;

/** An order was paid back, wholly or for the lines it lists. Amounts are positive: what was paid back. */
export type OrderRefunded = { readonly "order_id": unknown; } & Order;

/** An order was changed after it was placed. */
export type OrderUpdated = { readonly "order_id": unknown; } & Order;

/** Somebody put a product on a wishlist. */
export type ProductAddedToWishlist = { readonly "wishlist_id"?: (Identifier | null); readonly "wishlist_name"?: string | null; } & Product;

/** Somebody put a product into the cart. */
export type ProductAdded = { readonly "cart_id"?: (Identifier | null); } & Product;

/** Somebody clicked on a product in a list. */
export type ProductClicked = Product;

/** Somebody filtered or sorted a list of products. */
export type ProductListFiltered = { readonly "list_id"?: (Identifier | null); readonly "category"?: string | null; readonly "products"?: readonly { readonly [property: string]: unknown; }[] | null; readonly "filters"?: readonly unknown[] | { readonly [property: string]: unknown; } | null; readonly "sorts"?: readonly unknown[] | { readonly [property: string]: unknown; } | null; };

/** Somebody looked at a list of products. */
export type ProductListViewed = { readonly "list_id"?: (Identifier | null); readonly "category"?: string | null; readonly "products"?: readonly { readonly [property: string]: unknown; }[] | null; };

/** A product that somebody looked at costs less now. Put by `kairos catalogue import`, or by a shop's own pricing. */
export type ProductPriceDropped = { readonly "price": number; readonly "previous_price": number; readonly "currency"?: string | null; } & Product;

/** Somebody took a product off a wishlist. */
export type ProductRemovedFromWishlist = { readonly "wishlist_id"?: (Identifier | null); readonly "wishlist_name"?: string | null; } & Product;

/** Somebody took a product out of the cart. */
export type ProductRemoved = { readonly "cart_id"?: (Identifier | null); } & Product;

/** Somebody reviewed a product. */
export type ProductReviewed = { readonly "review_id"?: (Identifier | null); readonly "review_body"?: string | null; readonly "rating"?: string | number | null; } & Product;

/** Somebody shared a product with others. */
export type ProductShared = { readonly "share_via"?: string | null; readonly "share_message"?: string | null; readonly "recipient"?: string | null; } & Product;

/** Somebody looked at a product's page. */
export type ProductViewed = { readonly "currency"?: string | null; readonly "value"?: number | null; } & Product;

/** Somebody searched the catalogue. */
export type ProductsSearched = { readonly "query"?: string | null; };

/** Somebody agreed to get mail on a topic. `email` names another address than the one the person is known by. */
export type Subscribed = { readonly "topic": string; readonly "source"?: string | null; readonly "email"?: EMailAddress; };

/** Somebody no longer wants mail on a topic. `email` names another address than the one the person is known by. */
export type Unsubscribed = { readonly "topic": string; readonly "source"?: string | null; readonly "email"?: EMailAddress; };

/** Somebody moved a product from a wishlist to the cart. */
export type WishlistProductAddedToCart = { readonly "wishlist_id"?: (Identifier | null); readonly "wishlist_name"?: string | null; readonly "cart_id"?: (Identifier | null); } & Product;

/** What each event may say, by its exact name. */
export interface EventProperties {
  /** Somebody shared the cart with others. */
  readonly "Cart Shared": CartShared;
  /** Somebody looked at the cart. */
  readonly "Cart Viewed": CartViewed;
  /** Somebody began to check out. An order number may not exist yet. */
  readonly "Checkout Started": CheckoutStarted;
  /** The recipient's server sent a mail back. */
  readonly "Email Bounced": EmailBounced;
  /** The recipient's server took a mail. */
  readonly "Email Delivered": EmailDelivered;
  /** A link of a mail was followed: by its person, or (`machine`) by a scanner. */
  readonly "Email Link Clicked": EmailLinkClicked;
  /** The recipient complained of a mail. */
  readonly "Email Marked as Spam": EmailMarkedAsSpam;
  /** A mail's pictures were fetched: by its person, or (`machine`) by a scanner or a proxy. */
  readonly "Email Opened": EmailOpened;
  /** An order was called off. Amounts are positive: what the order was worth. */
  readonly "Order Cancelled": OrderCancelled;
  /** An order was placed. A total of 0 is an order too (a voucher paid it). */
  readonly "Order Completed": OrderCompleted;
  /** An order was paid back, wholly or for the lines it lists. Amounts are positive: what was paid back. */
  readonly "Order Refunded": OrderRefunded;
  /** An order was changed after it was placed. */
  readonly "Order Updated": OrderUpdated;
  /** Somebody put a product on a wishlist. */
  readonly "Product Added to Wishlist": ProductAddedToWishlist;
  /** Somebody put a product into the cart. */
  readonly "Product Added": ProductAdded;
  /** Somebody clicked on a product in a list. */
  readonly "Product Clicked": ProductClicked;
  /** Somebody filtered or sorted a list of products. */
  readonly "Product List Filtered": ProductListFiltered;
  /** Somebody looked at a list of products. */
  readonly "Product List Viewed": ProductListViewed;
  /** A product that somebody looked at costs less now. Put by `kairos catalogue import`, or by a shop's own pricing. */
  readonly "Product Price Dropped": ProductPriceDropped;
  /** Somebody took a product off a wishlist. */
  readonly "Product Removed from Wishlist": ProductRemovedFromWishlist;
  /** Somebody took a product out of the cart. */
  readonly "Product Removed": ProductRemoved;
  /** Somebody reviewed a product. */
  readonly "Product Reviewed": ProductReviewed;
  /** Somebody shared a product with others. */
  readonly "Product Shared": ProductShared;
  /** Somebody looked at a product's page. */
  readonly "Product Viewed": ProductViewed;
  /** Somebody searched the catalogue. */
  readonly "Products Searched": ProductsSearched;
  /** Somebody agreed to get mail on a topic. `email` names another address than the one the person is known by. */
  readonly "Subscribed": Subscribed;
  /** Somebody no longer wants mail on a topic. `email` names another address than the one the person is known by. */
  readonly "Unsubscribed": Unsubscribed;
  /** Somebody moved a product from a wishlist to the cart. */
  readonly "Wishlist Product Added to Cart": WishlistProductAddedToCart;
}
