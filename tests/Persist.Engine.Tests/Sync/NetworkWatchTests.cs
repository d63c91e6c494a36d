using System.Net.NetworkInformation;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Sync;

public sealed class NetworkWatchTests
{
    [Fact]
    public void A_system_that_does_not_tell_of_its_networks_is_done_without()
    {
        using var refused = new NetworkWatch(() => { }, _ => throw new NetworkInformationException(97)); // EAFNOSUPPORT
        using var unknown = new NetworkWatch(() => { }, _ => throw new PlatformNotSupportedException());
    }

    [Fact]
    public void A_change_is_told()
    {
        var told = 0;
        using var watch = new NetworkWatch(() => told++, handler => handler(null, EventArgs.Empty));
        Assert.Equal(1, told);
    }
}
