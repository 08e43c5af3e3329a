/** Event names with a meaning of their own. Source: https://segment.com/docs/connections/spec/ecommerce/v2/ and /email/. */
export const SPEC_EVENTS: ReadonlySet<string> = new Set([
  ...['identify', 'page', 'screen', 'group', 'alias', 'Subscribed', 'Unsubscribed'],
  ...['Products Searched', 'Product List Viewed', 'Product List Filtered', 'Promotion Viewed', 'Promotion Clicked'],
  ...['Product Clicked', 'Product Viewed', 'Product Added', 'Product Removed', 'Cart Viewed', 'Checkout Started'],
  ...['Checkout Step Viewed', 'Checkout Step Completed', 'Payment Info Entered', 'Order Updated', 'Order Completed'],
  ...['Order Refunded', 'Order Cancelled', 'Coupon Entered', 'Coupon Applied', 'Coupon Denied', 'Coupon Removed'],
  ...['Product Added to Wishlist', 'Product Removed from Wishlist', 'Wishlist Product Added to Cart'],
  ...['Product Shared', 'Cart Shared', 'Product Reviewed', 'Email Delivered', 'Email Opened', 'Email Link Clicked'],
  ...['Email Bounced', 'Email Marked as Spam'],
]);
