using Xunit.Abstractions;
using Xunit.Sdk;

namespace Persist.Engine.Tests.Postgres;

/// <summary>A test of an abstract suite: skipped in those of its classes that belong to the server's collection, where there is none.</summary>
[XunitTestCaseDiscoverer("Persist.Engine.Tests.Postgres.ContractFactDiscoverer", "Persist.Engine.Tests")]
public sealed class ContractFactAttribute : FactAttribute;

/// <summary>Makes the test cases of <see cref="ContractFactAttribute"/>.</summary>
public sealed class ContractFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new ContractTestCase(
            DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}

/// <summary>A test case that knows whether its class needs the server.</summary>
public sealed class ContractTestCase : XunitTestCase
{
    [Obsolete("Called by the deserializer only")]
    public ContractTestCase()
    {
    }

    public ContractTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        base.GetSkipReason(factAttribute)
        ?? (TestMethod.TestClass.TestCollection.DisplayName == PostgresCollection.Name ? PostgresServer.Missing : null)!;
}
