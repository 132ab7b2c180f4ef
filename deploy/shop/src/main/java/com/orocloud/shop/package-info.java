/**
 * The sample shop: takes orders, keeps them in PostgreSQL and their attachments on a files node, and says how it is. It
 * is the small real workload that recoveries are proved with. Start with {@link com.orocloud.shop.ShopServer}.
 */
@NullMarked
package com.orocloud.shop;

import org.jspecify.annotations.NullMarked;
