/** How the local cloud is called over HTTP, and how a call goes wrong on purpose. Start with WebServer. */
@NullMarked
package com.orocloud.local.cloud.web;

import org.jspecify.annotations.NullMarked;
