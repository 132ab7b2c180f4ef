package com.orocloud.provisioning.environment;

import com.orocloud.provisioning.site.SiteAddresses;
import org.jspecify.annotations.Nullable;

/** Both sites' addresses, known to the owner before anything runs. Null where there is no recovery region. */
record Reserved(SiteAddresses primary, @Nullable SiteAddresses disasterRecovery) {}
